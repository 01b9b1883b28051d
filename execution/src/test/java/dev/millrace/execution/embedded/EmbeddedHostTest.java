/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.contract.StageHostContract;
import dev.millrace.execution.host.contract.StageInstanceContract;
import dev.millrace.execution.host.contract.TestedHost;
import org.junit.jupiter.api.Nested;

/** The embedded host keeps the contracts of hosts, on threads and on one. */
class EmbeddedHostTest {

  @Nested
  class InstancesOnThreads extends StageInstanceContract {
    @Override
    protected TestedHost host() {
      return new EmbeddedHost(ThreadKind.PLATFORM);
    }
  }

  @Nested
  class InstancesInline extends StageInstanceContract {
    @Override
    protected TestedHost host() {
      return new EmbeddedHost(ThreadKind.INLINE);
    }
  }

  @Nested
  class HostOnThreads extends StageHostContract {
    @Override
    protected TestedHost host() {
      return new EmbeddedHost(ThreadKind.PLATFORM);
    }
  }

  @Nested
  class HostInline extends StageHostContract {
    @Override
    protected TestedHost host() {
      return new EmbeddedHost(ThreadKind.INLINE);
    }

    // It has no thread to wait on the time of day.
    @Override
    protected boolean movesByItself() {
      return false;
    }
  }
}
