package dev.millrace.translation.graph;

import java.io.Serializable;
import org.apache.beam.sdk.util.SerializableUtils;

/**
 * A user's object, serialised once when the pipeline was translated.
 *
 * <p>Each instance that runs the object {@linkplain #thaw() thaws} a copy of its own, as the Beam
 * model asks for: copies share no mutable state with one another nor with the object the user
 * holds. Instances are immutable and may be shared between threads.
 */
public final class Frozen<T extends Serializable> {
  private final byte[] bytes;
  private final String description;

  private Frozen(byte[] bytes, String description) {
    this.bytes = bytes;
    this.description = description;
  }

  /**
   * Serialises {@code object} now.
   *
   * @throws IllegalArgumentException if the object cannot be serialised
   */
  public static <T extends Serializable> Frozen<T> of(T object) {
    return new Frozen<>(
        SerializableUtils.serializeToByteArray(object), object.getClass().getName());
  }

  /** Returns a new copy of the object, at each call another one. */
  @SuppressWarnings("unchecked") // of() accepts nothing but a T
  public T thaw() {
    return (T) SerializableUtils.deserializeFromByteArray(bytes, description);
  }

  /** The class name of the object. */
  @Override
  public String toString() {
    return description;
  }
}
