package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Keyer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Materializations.MultimapView;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The contents of a side input by key; keys are equal if they are encoded alike. Immutable. */
final class KeyedContents implements MultimapView<Object, Object> {
  private final Keyer keyer;
  private final Map<Key, List<@Nullable Object>> values = new LinkedHashMap<>();

  /**
   * Groups {@code contents} by key.
   *
   * @param view names the side input in errors
   */
  KeyedContents(Coder<?> keyCoder, String view, List<KV<Object, Object>> contents) {
    keyer = new Keyer(keyCoder, view);
    for (KV<Object, Object> pair : contents) {
      values.computeIfAbsent(keyer.key(pair.getKey()), k -> new ArrayList<>()).add(pair.getValue());
    }
  }

  @Override
  public List<@Nullable Object> get() {
    return values.keySet().stream().<@Nullable Object>map(Key::value).toList();
  }

  @Override
  public List<Object> get(@Nullable Object key) {
    return values.getOrDefault(keyer.key(key), List.of());
  }
}
