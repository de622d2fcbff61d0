// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.cli;

import picocli.CommandLine.Command;

/** The benchmarks: it only holds its subcommands. */
@Command(
    name = "bench",
    description = "Measure Ringtail.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ClusterCommand.class,
      ContentionCommand.class,
      DelayCommand.class,
      EngineCommand.class,
      JmhCommand.class,
      OverloadCommand.class,
      YcsbCommand.class
    })
final class BenchCommand {}
