package dev.quarterdeck.cri;

import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoResponse;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import java.util.List;
import java.util.Optional;

/** CRI v1's {@code ImageService}. Calls behave as those of {@link CriRuntime}. */
public interface CriImages {

  /** Lists all images of the node. */
  List<Image> listImages();

  /** The image's status; empty when the node does not have the image. */
  Optional<Image> imageStatus(ImageSpec image);

  /**
   * Pulls the image unless the node has it. The runtime ends a pull that makes no progress.
   *
   * @param auth {@link AuthConfig#getDefaultInstance()} for anonymous
   * @return the reference under which the runtime knows the image
   */
  String pullImage(ImageSpec image, AuthConfig auth);

  /** Removes an image with all its tags; succeeds when the node does not have it. */
  void removeImage(ImageSpec image);

  /** The usage of the file systems that hold the images. */
  ImageFsInfoResponse imageFsInfo();
}
