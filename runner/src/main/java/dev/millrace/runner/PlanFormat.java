package dev.millrace.runner;

/** How the plan is printed. */
enum PlanFormat {
  /** Not at all. */
  OFF,
  /** As indented text. */
  TEXT,
  /** As a Mermaid diagram. */
  MERMAID
}
