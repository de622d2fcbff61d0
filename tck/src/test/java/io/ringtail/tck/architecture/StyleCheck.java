// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import com.puppycrawl.tools.checkstyle.Checker;
import com.puppycrawl.tools.checkstyle.ConfigurationLoader;
import com.puppycrawl.tools.checkstyle.PropertiesExpander;
import com.puppycrawl.tools.checkstyle.api.AuditEvent;
import com.puppycrawl.tools.checkstyle.api.AuditListener;
import com.puppycrawl.tools.checkstyle.api.CheckstyleException;
import com.puppycrawl.tools.checkstyle.api.Configuration;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Checkstyle with the project's limits; each finding becomes a line of {@code file:line what}. */
final class StyleCheck {

  private final int fileLinesMax;

  StyleCheck(int fileLinesMax) {
    this.fileLinesMax = fileLinesMax;
  }

  List<String> findings(List<Path> files) throws CheckstyleException {
    Findings findings = new Findings();
    Checker checker = new Checker();
    try {
      checker.setModuleClassLoader(Checker.class.getClassLoader());
      checker.configure(configuration());
      checker.addListener(findings);
      checker.process(files.stream().map(Path::toFile).toList());
    } finally {
      checker.destroy();
    }
    return findings.lines;
  }

  private Configuration configuration() throws CheckstyleException {
    URL rules = Objects.requireNonNull(StyleCheck.class.getResource("/checkstyle.xml"));
    Properties properties = new Properties();
    properties.setProperty("file.lines", Integer.toString(fileLinesMax));
    return ConfigurationLoader.loadConfiguration(
        rules.toString(), new PropertiesExpander(properties));
  }

  private static final class Findings implements AuditListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void addError(AuditEvent event) {
      String check = event.getSourceName();
      @Nullable String id = event.getModuleId();
      lines.add(
          event.getFileName()
              + ":"
              + event.getLine()
              + " "
              + event.getMessage()
              + " ["
              + (id == null ? check.substring(check.lastIndexOf('.') + 1) : id)
              + "]");
    }

    @Override
    public void addException(AuditEvent event, Throwable cause) {
      throw new IllegalStateException(event.getFileName(), cause);
    }

    @Override
    public void auditStarted(AuditEvent event) {}

    @Override
    public void auditFinished(AuditEvent event) {}

    @Override
    public void fileStarted(AuditEvent event) {}

    @Override
    public void fileFinished(AuditEvent event) {}
  }
}
