package dev.quarterdeck.e2e.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which module may import which, and what holds in all of them (docs/ARCHITECTURE.md). What the
 * packages of one module may import is in the module's own {@code LayersTest}, where it has one.
 */
@AnalyzeClasses(
    packages = "dev.quarterdeck",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ImportRulesTest {

  @ArchTest
  static final ArchRule MODULES_IMPORT_DOWNWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("proto")
          .definedBy("dev.quarterdeck.proto..")
          .layer("model")
          .definedBy("dev.quarterdeck.model..")
          .layer("client")
          .definedBy("dev.quarterdeck.client..")
          .layer("cri")
          .definedBy("dev.quarterdeck.cri..")
          .layer("dns")
          .definedBy("dev.quarterdeck.dns..")
          .layer("machinery")
          .definedBy("dev.quarterdeck.machinery..")
          .layer("kinds")
          .definedBy("dev.quarterdeck.kinds..")
          .layer("customkinds")
          .definedBy("dev.quarterdeck.customkinds..")
          .layer("apiserver")
          .definedBy("dev.quarterdeck.apiserver..")
          .layer("scheduler")
          .definedBy("dev.quarterdeck.scheduler..")
          .layer("controllers")
          .definedBy("dev.quarterdeck.controllers..")
          .layer("agent")
          .definedBy("dev.quarterdeck.agent..")
          .layer("cli")
          .definedBy("dev.quarterdeck.cli..")
          .layer("deploy")
          .definedBy("dev.quarterdeck.deploy..")
          .layer("e2e")
          .definedBy("dev.quarterdeck.e2e..")
          .whereLayer("proto")
          .mayOnlyBeAccessedByLayers("client", "cri", "apiserver", "agent", "cli", "e2e")
          .whereLayer("cri")
          .mayOnlyBeAccessedByLayers("agent", "e2e")
          .whereLayer("dns")
          .mayOnlyBeAccessedByLayers("agent", "e2e")
          .whereLayer("machinery")
          .mayOnlyBeAccessedByLayers("kinds", "customkinds", "apiserver")
          .whereLayer("kinds")
          .mayOnlyBeAccessedByLayers("customkinds", "apiserver")
          .whereLayer("customkinds")
          .mayOnlyBeAccessedByLayers("apiserver")
          .whereLayer("apiserver")
          .mayOnlyBeAccessedByLayers("deploy", "e2e")
          .whereLayer("scheduler")
          .mayOnlyBeAccessedByLayers("deploy", "e2e")
          .whereLayer("controllers")
          .mayOnlyBeAccessedByLayers("deploy", "e2e")
          .whereLayer("agent")
          .mayOnlyBeAccessedByLayers("deploy", "e2e")
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("e2e")
          .whereLayer("deploy")
          .mayOnlyBeAccessedByLayers("e2e");

  @ArchTest
  static final ArchRule NO_CYCLES_BETWEEN_PACKAGES =
      slices().matching("dev.quarterdeck.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule JETCD_STOPS_IN_THE_STORE =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.quarterdeck.apiserver.store..", "dev.quarterdeck.e2e..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.etcd..");

  @ArchTest
  static final ArchRule GRPC_STAYS_AT_THE_EDGES =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.quarterdeck.cri..",
              "dev.quarterdeck.proto..",
              "dev.quarterdeck.client.grpc..",
              "dev.quarterdeck.apiserver.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..");

  @ArchTest
  static final ArchRule CEL_STOPS_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.quarterdeck.machinery.cel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cel..");

  @ArchTest
  static final ArchRule VERTX_STAYS_AT_THE_EDGES =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.quarterdeck.apiserver",
              "dev.quarterdeck.apiserver.http..",
              "dev.quarterdeck.apiserver.grpc..",
              "dev.quarterdeck.client.stream..",
              "dev.quarterdeck.agent.stream..",
              "dev.quarterdeck.agent.http..",
              "dev.quarterdeck.agent.probe..",
              "dev.quarterdeck.agent",
              "dev.quarterdeck.deploy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..");

  @ArchTest
  static final ArchRule CDI_STAYS_IN_DEPLOY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.quarterdeck.deploy..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "io.quarkus..");

  @ArchTest
  static final ArchRule DECISIONS_ARE_PURE =
      noClasses()
          .that(
              resideInAnyPackage(
                  "dev.quarterdeck.agent.plan..",
                  "dev.quarterdeck.agent.phase..",
                  "dev.quarterdeck.scheduler.framework..",
                  "dev.quarterdeck.scheduler.placement..",
                  "dev.quarterdeck.scheduler.plugins..",
                  "dev.quarterdeck.scheduler.queue..",
                  "dev.quarterdeck.scheduler.snapshot.."))
          .or()
          .haveSimpleNameEndingWith("Plan")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.slf4j..",
                  "io.micrometer..",
                  "io.fabric8.kubernetes.client..",
                  "java.io..",
                  "java.nio.file..",
                  "java.net.."))
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule ROOMS_HAVE_TELLING_NAMES =
      classes()
          .that()
          .resideInAPackage("dev.quarterdeck..")
          .should()
          .haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Impl|Manager)$")
          .andShould()
          .resideOutsideOfPackages(
              "..util..", "..common..", "..helper..", "..impl..", "..manager..");
}
