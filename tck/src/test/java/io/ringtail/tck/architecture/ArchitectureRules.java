// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The rules; each returns what breaks it in one module, a line each. */
final class ArchitectureRules {

  private static final Set<String> PACKAGE_NAMES_REFUSED =
      Set.of("util", "utils", "common", "impl", "helper", "helpers", "misc", "manager", "managers");

  private static final Pattern CLASS_NAMES_REFUSED =
      Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils)|(Abstract|Default)[A-Z].*");

  private final ModuleLayout layout;
  private final List<JavaClass> classes;
  private final JavaClasses all;

  ArchitectureRules(ModuleLayout layout, JavaClasses classes) {
    this.layout = layout;
    this.all = classes;
    this.classes =
        classes.stream().filter(type -> layout.relative(type.getPackageName()) != null).toList();
  }

  int classesRead() {
    return classes.size();
  }

  /** No package imports, over however many others, itself. */
  List<String> cycles() {
    SliceAssignment byPackage =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            return layout.relative(type.getPackageName()) == null
                ? SliceIdentifier.ignore()
                : SliceIdentifier.of(type.getPackageName());
          }

          @Override
          public String getDescription() {
            return "packages of " + layout.root();
          }
        };
    return SlicesRuleDefinition.slices()
        .assignedFrom(byPackage)
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .evaluate(all)
        .getFailureReport()
        .getDetails();
  }

  /** A package imports only from the packages named before it. */
  List<String> directions() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = relative(type);
      int rank = layout.order().indexOf(from);
      if (rank < 0) {
        broken.add(type.getPackageName() + " has no place in the module's order of packages");
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String to = layout.relative(target.getPackageName());
        if (to != null && layout.order().indexOf(to) > rank) {
          broken.add(type.getName() + " imports " + target.getName() + " from a later package");
        }
      }
    }
    return List.copyOf(broken);
  }

  /** Only the shells touch clock, threads, chance, sockets and files. */
  List<String> world() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      if (layout.isShell(relative(type), outermost(type).getSimpleName())) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (World.isType(target)) {
          broken.add(type.getName() + " uses " + target.getName());
        }
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        unit.getCallsFromSelf().stream()
            .filter(call -> World.isMember(call.getTarget()))
            .forEach(
                call -> broken.add(type.getName() + " calls " + call.getTarget().getFullName()));
        unit.getCodeUnitReferencesFromSelf().stream()
            .filter(call -> World.isMember(call.getTarget()))
            .forEach(
                call -> broken.add(type.getName() + " names " + call.getTarget().getFullName()));
      }
    }
    return List.copyOf(broken);
  }

  /** Pure packages see no Netty; Netty's channels and loops stay in the shells. */
  List<String> netty() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      String from = relative(type);
      boolean shell = layout.isShell(from, outermost(type).getSimpleName());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        boolean channel = target.startsWith("io.netty.") && !target.startsWith("io.netty.buffer.");
        if ((channel && !shell)
            || (layout.pure().contains(from) && target.startsWith("io.netty."))) {
          broken.add(type.getName() + " uses " + target);
        }
      }
    }
    return List.copyOf(broken);
  }

  /** No package and no type is named after nothing in particular. */
  List<String> names() {
    Set<String> broken = new TreeSet<>();
    for (JavaClass type : classes) {
      for (String part : type.getPackageName().split("\\.", -1)) {
        if (PACKAGE_NAMES_REFUSED.contains(part)) {
          broken.add("package " + type.getPackageName());
        }
      }
      if (CLASS_NAMES_REFUSED.matcher(type.getSimpleName()).matches()
          && !isGivenName(type)
          && !isGenerated(type)) {
        broken.add(type.getName());
      }
    }
    return List.copyOf(broken);
  }

  /** Every package says that null is the exception in it. */
  List<String> nullMarked() {
    Set<String> packages = new TreeSet<>();
    Set<String> marked = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isGenerated(type)) {
        continue;
      }
      JavaPackage house = type.getPackage();
      packages.add(house.getName());
      if (house.isAnnotatedWith(NullMarked.class)) {
        marked.add(house.getName());
      }
    }
    List<String> broken = new ArrayList<>(packages);
    broken.removeAll(marked);
    return broken;
  }

  /** JSR-107 calls it a manager. */
  private static boolean isGivenName(JavaClass type) {
    return type.isAssignableTo("javax.cache.CacheManager");
  }

  private boolean isGenerated(JavaClass type) {
    return layout.generated().contains(relative(type));
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  private String relative(JavaClass type) {
    @Nullable String relative = layout.relative(type.getPackageName());
    return relative == null ? "" : relative;
  }
}
