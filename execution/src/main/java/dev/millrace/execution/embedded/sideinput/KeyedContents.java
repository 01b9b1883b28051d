package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.host.Keyer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Materializations.MultimapView;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The contents of a side input by key; keys are equal if they are encoded alike. Immutable. */
final class KeyedContents implements MultimapView<Object, Object> {
  private final Keyer keyer;
  private final List<@Nullable Object> keys = new ArrayList<>();

  // By what tells a key from others, and without a list where one value is all there is: half of
  // what a lookup would otherwise have to fetch from memory.
  private final Map<Object, List<@Nullable Object>> values = new HashMap<>();

  /**
   * Groups {@code contents} by key.
   *
   * @param view names the side input in errors
   */
  KeyedContents(Coder<?> keyCoder, String view, List<KV<Object, Object>> contents) {
    keyer = new Keyer(keyCoder, view);
    for (KV<Object, Object> pair : contents) {
      Object structural = keyer.structural(pair.getKey());
      List<@Nullable Object> before = values.get(structural);
      if (before == null) {
        keys.add(keyer.key(pair.getKey()).value());
        values.put(structural, Collections.singletonList(pair.getValue()));
      } else if (before instanceof ArrayList) {
        before.add(pair.getValue());
      } else {
        List<@Nullable Object> both = new ArrayList<>(before);
        both.add(pair.getValue());
        values.put(structural, both);
      }
    }
  }

  @Override
  public List<@Nullable Object> get() {
    return Collections.unmodifiableList(keys);
  }

  @Override
  public List<Object> get(@Nullable Object key) {
    return values.getOrDefault(keyer.structural(key), List.of());
  }
}
