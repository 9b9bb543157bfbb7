package dev.quarterdeck.apiserver.answer;

/**
 * What a client wants objects shown as: as they are, or as rows of a table, or only their metadata.
 *
 * @param version of meta.k8s.io for tables and metadata: v1 or v1beta1
 * @param pretty JSON for people, over many lines
 */
public record Form(View view, Encoding encoding, String version, boolean pretty) {

  enum View {
    OBJECT,
    TABLE,
    METADATA
  }

  public static final Form JSON = of(Encoding.JSON);

  /** Objects as they are. */
  public static Form of(Encoding encoding) {
    return new Form(View.OBJECT, encoding, "v1", false);
  }

  Form prettier() {
    return new Form(view, encoding, version, true);
  }

  /** The apiVersion of tables and metadata. */
  String metaVersion() {
    return "meta.k8s.io/" + version;
  }

  /** Whether it is compact JSON: what is stored needs next to nothing done. */
  boolean compactJson() {
    return encoding == Encoding.JSON && !pretty;
  }

  public String contentType() {
    return encoding.mediaType();
  }

  /** The content type of a watch. */
  public String streamType() {
    return encoding == Encoding.JSON ? contentType() : contentType() + ";stream=watch";
  }
}
