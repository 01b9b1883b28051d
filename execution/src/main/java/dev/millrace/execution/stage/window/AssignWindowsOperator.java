package dev.millrace.execution.stage.window;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Operator;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;

/** Assigns each element to the windows that a window function chooses for it. */
public final class AssignWindowsOperator implements Operator, StageOutput {
  private final WindowFn<Object, BoundedWindow> windowFn;
  private final Step step;
  private final StageOutput output;

  /** An operator that assigns windows by {@code windowFn}. */
  @SuppressWarnings("unchecked") // the function was applied to the collection it is given
  public AssignWindowsOperator(WindowFn<?, ?> windowFn, Step step, StageOutput output) {
    this.windowFn = (WindowFn<Object, BoundedWindow>) windowFn;
    this.step = step;
    this.output = output;
  }

  @Override
  public void emit(WindowedValue<?> element) {
    output.emit(assign(element));
  }

  private <T> WindowedValue<T> assign(WindowedValue<T> element) {
    Collection<BoundedWindow> windows;
    try {
      windows = windowFn.assignWindows(new Context(windowFn, element));
    } catch (Throwable t) {
      throw step.failure("assigning windows", element, t);
    }
    return Element.inWindows(element, windows);
  }

  private static final class Context extends WindowFn<Object, BoundedWindow>.AssignContext {
    private final WindowedValue<?> element;

    Context(WindowFn<Object, BoundedWindow> windowFn, WindowedValue<?> element) {
      windowFn.super();
      this.element = element;
    }

    @Override
    public Object element() {
      return element.getValue();
    }

    @Override
    public Instant timestamp() {
      return element.getTimestamp();
    }

    @Override
    public BoundedWindow window() {
      if (element.getWindows().size() != 1) {
        throw new IllegalStateException(
            "A window function that looks at the window of its input needs exactly one, but "
                + element
                + " is in "
                + element.getWindows().size());
      }
      return Element.window(element);
    }
  }
}
