// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.row.PartitionData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GoldenVectorTest {
  private static final HexFormat HEX = HexFormat.of();

  /** The page for those who write a second implementation. */
  private static final Path PAGE = Path.of("..", "docs", "formats", "protocol.md");

  /** What a line of an example on the page begins with. */
  private static final Pattern EXAMPLE_LINE =
      Pattern.compile("(?m)^    ((?:[0-9a-f]{2} ?)+)(?:  |$)");

  @Test
  void bytesAreWhatTheyWillAlwaysBe() throws IOException {
    Map<String, String> made = GoldenVectors.made();
    Map<String, String> fixed = GoldenVectors.fixed();
    assertThat(fixed).hasSizeGreaterThan(100);
    assertThat(lines(made)).isEqualTo(lines(fixed));
  }

  @Test
  void fixedMessagesAreReadAndWrittenBack() throws IOException {
    int read = 0;
    for (Map.Entry<String, String> vector : GoldenVectors.fixed().entrySet()) {
      String name = vector.getKey();
      if (name.startsWith("message ")) {
        byte[] body = HEX.parseHex(vector.getValue());
        Message message = MessageCodecTest.decode(HexFormat.fromHexDigits(name, 8, 10), body);
        assertThat(MessageCodecTest.body(message)).as(name).isEqualTo(body);
        read++;
      }
    }
    assertThat(read).isEqualTo(MessageSamples.all().size());
  }

  @Test
  void fixedPartitionsAreRead() throws IOException {
    Map<String, String> fixed = GoldenVectors.fixed();
    for (Map.Entry<String, PartitionData> known : GoldenVectors.partitions().entrySet()) {
      byte[] content = HEX.parseHex(String.valueOf(fixed.get("partition " + known.getKey())));
      assertThat(PartitionCodec.decode(content)).as(known.getKey()).isEqualTo(known.getValue());
    }
  }

  @Test
  void exampleOnThePageIsTheFrameThatIsSent() throws IOException {
    String page = Files.readString(PAGE);
    assertThat(example(page, "## A worked example"))
        .isEqualTo(HEX.formatHex(GoldenVectors.frame(true)));
    assertThat(example(page, "### The answer"))
        .isEqualTo(HEX.formatHex(GoldenVectors.frame(false)));
    List<FrameHeader> headers = new ArrayList<>();
    new FrameReader(FrameFormat.FRAME_BYTES_MAX)
        .read(
            Unpooled.wrappedBuffer(HEX.parseHex(example(page, "## A worked example"))),
            (header, body) -> headers.add(header));
    assertThat(headers).extracting(FrameHeader::opcode).containsExactly(Opcode.WRITE);
  }

  @Test
  void pageNamesEveryOpcode() throws IOException {
    String page = Files.readString(PAGE);
    for (Map.Entry<String, Message> sample : MessageSamples.all().entrySet()) {
      assertThat(page)
          .as(sample.getKey())
          .contains(String.format("| `%02x` |", MessageCodec.opcode(sample.getValue())));
    }
  }

  private static List<String> lines(Map<String, String> vectors) {
    List<String> lines = new ArrayList<>();
    vectors.forEach((name, hex) -> lines.add(name + " = " + hex));
    return lines;
  }

  /** The hex digits of the example's lines below a heading, up to the next heading. */
  private static String example(String page, String heading) {
    int start = page.indexOf(heading + "\n");
    assertThat(start).as(heading).isPositive();
    int end = page.indexOf("\n#", start + 1);
    Matcher line = EXAMPLE_LINE.matcher(page.substring(start, end < 0 ? page.length() : end));
    StringBuilder hex = new StringBuilder();
    while (line.find()) {
      hex.append(line.group(1).replace(" ", ""));
    }
    return hex.toString();
  }
}
