/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.millrace.execution.embedded.JobSettings.Bundles;
import dev.millrace.execution.embedded.JobSettings.Channels;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How Millrace runs a pipeline. {@link MillraceRunner#fromOptions} refuses values out of range.
 *
 * <p>Beam demands that options of one name agree in type and default between all runners on a class
 * path. Those that other runners have too ({@code parallelism}, {@code stateBackend} and {@code
 * allowNonRestoredState} of Flink, {@code blockOnRun} of the direct runner) therefore repeat their
 * type and default, and those that would contradict them have a name of their own.
 */
@Description("How Millrace runs a pipeline in this JVM.")
public interface MillracePipelineOptions extends PipelineOptions {

  @Description("How many parallel instances a stage has: 1 to 128, or -1 for one per processor.")
  @Default.Integer(-1)
  Integer getParallelism();

  void setParallelism(Integer parallelism);

  @Description(
      "Whether run() returns only after the pipeline has finished. Else it returns at once, and"
          + " waitUntilFinish() of the result waits. Either way the process stays until the pipeline"
          + " has finished.")
  @Default.Boolean(true)
  boolean isBlockOnRun();

  void setBlockOnRun(boolean blockOnRun);

  @Description(
      "What becomes of the pipeline when the process is asked to end, by SIGTERM, SIGINT or"
          + " System.exit: cancel, it is cancelled and its functions are torn down; drain, it ends"
          + " with what it has, and is cancelled if that takes longer than --shutdownGraceMillis;"
          + " none, it ends with the process wherever it is, without teardown.")
  @Default.String("cancel")
  String getOnShutdown();

  void setOnShutdown(String onShutdown);

  @Description(
      "How many milliseconds the process waits for --onShutdown when it is asked to end, and for"
          + " teardown when it would end after a pipeline was cancelled or failed: 0 to 3600000."
          + " Choose less than the platform grants before it kills the process, as a rule 10 or 30"
          + " seconds.")
  @Default.Integer(8_000)
  int getShutdownGraceMillis();

  void setShutdownGraceMillis(int shutdownGraceMillis);

  @Description(
      "How many elements a bundle has at most, 1 to 1000000. A bundle ends sooner when its stage"
          + " runs out of input.")
  @Default.Integer(Bundles.DEFAULT_MAX_ELEMENTS)
  int getMaxBundleElements();

  void setMaxBundleElements(int maxBundleElements);

  @Description(
      "How long a bundle lasts at most, in milliseconds, 1 to 60000. A bundle ends sooner when its"
          + " stage runs out of input.")
  @Default.Integer(Bundles.DEFAULT_MAX_MILLIS)
  int getMaxBundleMillis();

  void setMaxBundleMillis(int maxBundleMillis);

  @Description("How many elements travel together from stage to stage at most, 1 to 65536.")
  @Default.Integer(Channels.DEFAULT_CHUNK_ELEMENTS)
  int getChunkElements();

  void setChunkElements(int chunkElements);

  @Description(
      "How many chunks may wait in the channel between two instances, 1 to 1024. When it is full, the"
          + " producer blocks.")
  @Default.Integer(Channels.DEFAULT_CHUNKS)
  int getChannelChunks();

  void setChannelChunks(int channelChunks);

  @Description(
      "After how many milliseconds without data a split of an unbounded source stops holding the"
          + " watermark back: 1 to 86400000, or 0 for never. Elements that come later are late.")
  @Default.Integer(0)
  int getSourceIdleTimeout();

  void setSourceIdleTimeout(int sourceIdleTimeout);

  @Description(
      "How progress is shown: off; line, one live line on standard error; log, a line in the log"
          + " every ten seconds; auto, as line on a terminal and off elsewhere. The line has elements"
          + " per second that are read and that reach the last stages, the watermark, and how many of"
          + " the stages are at work.")
  @Default.String("auto")
  String getProgress();

  void setProgress(String progress);

  @Description(
      "Whether to print the plan on standard output before running it: off, text or mermaid (a"
          + " diagram in Markdown).")
  @Default.String("off")
  String getPrintPlan();

  void setPrintPlan(String printPlan);

  @Description(
      "Optimisations of the plan to leave out, separated by commas. --printPlan=text names those"
          + " that changed something; a name that is unknown is refused with the list of all.")
  @Nullable List<String> getDisableRewrites();

  void setDisableRewrites(@Nullable List<String> disableRewrites);

  @Description(
      "Rules of the Beam model to check on every element, at a price, separated by commas:"
          + " immutability, that no function changes its input or an output it has emitted;"
          + " encodability, that every output can be encoded, and what follows gets it decoded.")
  @Nullable List<String> getEnforce();

  void setEnforce(@Nullable List<String> enforce);

  @Description(
      "Whether to run stages on virtual threads. Needs JDK 21; before JDK 24 a function that blocks"
          + " in a synchronized method keeps its processor busy.")
  @Default.Boolean(false)
  boolean isUseVirtualThreads();

  void setUseVirtualThreads(boolean useVirtualThreads);

  @Description(
      "How much memory values that wait to be grouped by key may take, in megabytes: 0 to 1000000,"
          + " or -1 for 35 % of the heap. It is an estimate. What is more goes to files, and with 0"
          + " everything does.")
  @Default.Integer(-1)
  int getGroupingMemoryMb();

  void setGroupingMemoryMb(int groupingMemoryMb);

  @Description(
      "The directory for files with what does not fit in memory; by default that of temporary"
          + " files. The files are gone when the pipeline ends, however it ends.")
  @Nullable String getSpillDirectory();

  void setSpillDirectory(@Nullable String spillDirectory);

  @Description(
      "The directory for the checkpoints of the pipeline, which are taken if it is given. The"
          + " pipeline has it to itself. Started again with the same directory, whatever it ended"
          + " by, the pipeline goes on from the newest checkpoint that is intact; one that had"
          + " finished does nothing. Checkpoints belong to a job name: --jobName, or the one that Beam"
          + " makes up, without the date and the random number at its end.")
  @Nullable String getCheckpointDirectory();

  void setCheckpointDirectory(@Nullable String checkpointDirectory);

  @Description("How often a checkpoint is taken, in milliseconds: 1 to 86400000.")
  @Default.Integer(10_000)
  int getCheckpointEveryMillis();

  void setCheckpointEveryMillis(int checkpointEveryMillis);

  @Description("How many checkpoints are kept, 1 to 1000. Older ones are deleted.")
  @Default.Integer(3)
  int getCheckpointsKept();

  void setCheckpointsKept(int checkpointsKept);

  @Description(
      "How often in a row a pipeline that fails begins again by itself, from its last checkpoint: 0"
          + " to 1000000, or -1 for no limit. After an hour without a failure the count begins anew."
          + " A pipeline that takes no checkpoints fails at once.")
  @Default.Integer(Restarts.NO_LIMIT)
  int getMaxRestarts();

  void setMaxRestarts(int maxRestarts);

  @Description(
      "How many milliseconds a pipeline that has failed waits before it begins again: 0 to 3600000."
          + " Each time in a row it waits twice as long, up to a minute.")
  @Default.Integer(1_000)
  int getRestartDelayMillis();

  void setRestartDelayMillis(int restartDelayMillis);

  @Description(
      "Reads of bounded sources that do not give the same records in the same order each time, by"
          + " their full names or those of composites around them, separated by commas; * for all."
          + " What a checkpoint finds half read of them, and cannot split off, is read to its end and"
          + " kept in memory until it has been processed. A name that is none is refused with the"
          + " list of all reads.")
  @Nullable List<String> getNonDeterministicSources();

  void setNonDeterministicSources(@Nullable List<String> nonDeterministicSources);

  @Description(
      "What becomes of checkpoints that are in --checkpointDirectory when the pipeline is started:"
          + " auto, it goes on from the newest that is intact; never, they are deleted, and it begins"
          + " anew, or with --restoreFrom.")
  @Default.String("auto")
  String getRestore();

  void setRestore(String restore);

  @Description(
      "A savepoint to begin with: its directory, or the manifest of a checkpoint. If the pipeline has"
          + " begun with it before, and has checkpoints of its own since, it goes on from those.")
  @Nullable String getRestoreFrom();

  void setRestoreFrom(@Nullable String restoreFrom);

  // Dataflow has the same option. Beam refuses one that is marked with a default in one place only.
  @Description(
      "Whether the pipeline replaces the one of that --jobName which --checkpointDirectory has"
          + " checkpoints of, and goes on from its state. It is refused if there is none, or that one"
          + " had finished, or still runs. Without this option a pipeline that finds no checkpoint"
          + " begins anew.")
  boolean isUpdate();

  void setUpdate(boolean update);

  @Description(
      "Whether to go on from a checkpoint that has state of transforms which are no longer in the"
          + " pipeline, without that state. If not, such a checkpoint is refused.")
  @Default.Boolean(false)
  Boolean getAllowNonRestoredState();

  void setAllowNonRestoredState(Boolean allowNonRestoredState);

  @JsonIgnore
  @Description(
      "The new full names of transforms by their old ones, for a pipeline that goes on from a"
          + " checkpoint in which they are called otherwise: {\"old\":\"new\",...}, in single quotes"
          + " for the shell. A name of a composite stands for all that is in it, and an empty new"
          + " name says that a transform is gone, and its state may go too.")
  @Nullable Map<String, String> getTransformNameMapping();

  void setTransformNameMapping(@Nullable Map<String, String> transformNameMapping);

  @Description(
      "The port at which a page shows the pipeline while it runs, and why it waits: 0 to 65535, 0 for"
          + " any that is free. It needs millrace-dashboard on the class path. The log says where"
          + " the page is. Pipelines of the same process share it, and it ends with the process.")
  @Nullable Integer getUi();

  void setUi(@Nullable Integer ui);

  @Description("The address at which --ui listens. One that others can reach needs --uiTokenFile.")
  @Default.String("localhost")
  String getUiAddress();

  void setUiAddress(String uiAddress);

  @Description(
      "A file with a secret of 16 or more characters, which whoever cancels or drains the pipeline at"
          + " --ui, or takes a savepoint, has to know; and, where --uiAddress is not a loopback"
          + " address, whoever looks at it. Without it a secret is made up, and the log has it.")
  @Nullable String getUiTokenFile();

  void setUiTokenFile(@Nullable String uiTokenFile);

  @Description(
      "Where keyed state is while the pipeline runs: heap, which is the default; or rocksdb, for state"
          + " that is larger than the heap: what has not been used lately goes to RocksDB, with files"
          + " in --spillDirectory. That needs the artifact dev.millrace:millrace-rocksdb. Checkpoints"
          + " are the same, and one that was taken with either goes on with the other.")
  @Nullable String getStateBackend();

  void setStateBackend(@Nullable String stateBackend);

  @Description(
      "With --stateBackend=rocksdb, how much of the heap keyed state may take, in megabytes: 0,"
          + " with which only what is worked on stays there, to 1000000, or -1 for 25 % of the heap."
          + " It is an estimate. RocksDB may take as much outside of the heap.")
  @Default.Integer(-1)
  int getStateMemoryMb();

  void setStateMemoryMb(int stateMemoryMb);
}
