package dev.quarterdeck.machinery.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.runtime.CelFunctionBinding;
import java.util.List;

/**
 * The functions Kubernetes v1.36 adds to CEL for CRDs: lists, regular expressions, URLs, IP
 * addresses and blocks, quantities, formats, semantic versions and strings. Described in <a
 * href="https://kubernetes.io/docs/reference/using-api/cel/">Common Expression Language in
 * Kubernetes</a>.
 */
public final class KubernetesLibrary {

  private static final Functions FUNCTIONS = functions();

  private KubernetesLibrary() {}

  /** What the checker must know. */
  public static List<CelFunctionDecl> declarations() {
    return FUNCTIONS.declarations();
  }

  /**
   * What runs. Among it are the standard functions {@code string} and {@code matches} and the
   * string extension's {@code indexOf}, {@code lastIndexOf} and {@code replace}: one name has one
   * dispatcher.
   */
  public static List<CelFunctionBinding> bindings() {
    return FUNCTIONS.bindings();
  }

  private static Functions functions() {
    var functions = new Functions();
    ListFunctions.addTo(functions);
    TextFunctions.addTo(functions);
    RegexFunctions.addTo(functions);
    UrlValue.addTo(functions);
    IpValue.addTo(functions);
    CidrValue.addTo(functions);
    QuantityValue.addTo(functions);
    FormatValue.addTo(functions);
    SemverValue.addTo(functions);
    return functions;
  }
}
