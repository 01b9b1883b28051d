package dev.millrace.translation.plan;

/**
 * Something in a pipeline that cannot run.
 *
 * @param transform the full name of the transform
 * @param problem what is unsupported
 * @param remedy what the user can do about it
 */
public record Offence(String transform, String problem, String remedy) {
  @Override
  public String toString() {
    return transform + ": " + problem + ". " + remedy + ".";
  }
}
