// SPDX-License-Identifier: Apache-2.0
package io.ringtail.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  /** Set {@code -Dringtail.write=true} to write the page anew. */
  private static final boolean WRITE = Boolean.getBoolean("ringtail.write");

  @Test
  void pageIsWhatTheDeclarationSays() throws IOException {
    Path page = Path.of("..", "docs", "configuration.md");
    if (WRITE) {
      Files.writeString(page, ConfigReference.markdown());
    }
    assertThat(page).hasContent(ConfigReference.markdown());
  }
}
