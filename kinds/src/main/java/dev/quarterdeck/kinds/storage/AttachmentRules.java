package dev.quarterdeck.kinds.storage;

import dev.quarterdeck.kinds.volume.PersistentVolumeRules;
import dev.quarterdeck.kinds.volume.VolumeSourceRules;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** What a VolumeAttachment may say (ValidateVolumeAttachment). */
final class AttachmentRules {

  private static final String ONE =
      "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

  private AttachmentRules() {}

  static void check(Field attachment) {
    var spec = attachment.get("spec");
    VolumeSourceRules.csiDriver(spec.get("attacher"));
    source(spec.get("source"));
    spec.get("nodeName").invalidFor(Names.dns1123Subdomain(spec.get("nodeName").text()));
    var status = attachment.get("status");
    ParameterRules.size(status.get("attachmentMetadata"));
    for (var name : List.of("attachError", "detachError")) {
      error(status.get(name));
    }
  }

  private static void source(Field source) {
    var named = source.get("persistentVolumeName");
    var inline = source.get("inlineVolumeSpec");
    if (named.given() && inline.present()) {
      source.forbidden(ONE);
    } else if (inline.present()) {
      PersistentVolumeRules.inline(inline);
    } else if (!named.given()) {
      source.required(ONE);
    } else if (named.absent()) {
      named.required("must specify non empty persistentVolumeName");
    } else {
      named.invalidFor(Names.dns1123Subdomain(named.text()));
    }
  }

  private static void error(Field error) {
    if (error.get("errorCode").number() < 0) {
      error.get("errorCode").invalid("must be between 0 and 2147483647, inclusive");
    }
  }
}
