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

/**
 * Assigns each element to the windows that a window function chooses for it.
 *
 * <p>An element in several windows stands for one element in each of them: each is assigned anew.
 */
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
    if (element.getWindows().size() == 1) {
      output.emit(assign(element));
      return;
    }
    for (WindowedValue<?> exploded : element.explodeWindows()) {
      output.emit(assign(exploded));
    }
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
      return Element.window(element);
    }
  }
}
