// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.node.embedded.EmbeddedCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RingtailNodeIT {
  private record Ended(int status, String out, String err) {}

  @Test
  void statusShowsNodesLivenessAndEpoch() {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("status").nodes(3).start()) {
      cluster.stop(2);
      Ended ended = run("status", cluster.contactPoints().getFirst().toString());
      assertThat(ended.status()).as(ended.err()).isZero();
      assertThat(ended.out())
          .contains("epoch 1", "1024 vnodes", "(asked)", "up", "yes", "no tables")
          .contains(cluster.contactPoints().get(2).toString());
    }
  }

  @Test
  void whatCannotBeDoneIsOneLineThatSaysWhatToDo(@TempDir Path folder) throws IOException {
    Path data = folder.resolve("data");
    Path config = folder.resolve("ringtail.yaml");
    Files.writeString(config, "node:\n  memtable_byte: 1\n");
    fails(2, "did you mean node.memtable_bytes?", "node", "--config", config.toString());
    fails(2, "is not there or not readable", "node", "--config", folder + "/none.yaml");
    fails(2, "node.data is not set", "node");
    fails(
        2, "loopback addresses only", "node", "--data", data.toString(), "--listen", "10.0.0.1:1");
    fails(1, "is a node running there?", "status", "127.0.0.1:11999");
    try (EmbeddedCluster cluster = EmbeddedCluster.builder("taken").nodes(1).data(folder).start()) {
      String taken = cluster.contactPoints().getFirst().toString();
      fails(
          1,
          "set node.listen to another port",
          "node",
          "--listen",
          taken,
          "--data",
          data.toString());
      fails(
          1, "is in use by another node", "node", "--listen", taken, "--data", folder + "/node-1");
    }
    assertThat(run("version").out()).startsWith("ringtail ");
  }

  private static void fails(int status, String why, String... arguments) {
    Ended ended = run(arguments);
    assertThat(ended.err().lines().filter(line -> line.startsWith("ringtail: ")))
        .singleElement()
        .asString()
        .contains(why);
    assertThat(ended.status()).isEqualTo(status);
  }

  private static Ended run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      return new Ended(RingtailNode.run(arguments), out.toString(UTF_8), err.toString(UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }
}
