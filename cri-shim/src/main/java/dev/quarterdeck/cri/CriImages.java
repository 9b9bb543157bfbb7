package dev.quarterdeck.cri;

import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoResponse;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import java.util.List;
import java.util.Optional;

/** The images of one node, by CRI v1's {@code ImageService}; behaves as {@link CriRuntime} does. */
public interface CriImages {

  List<Image> listImages();

  /** Empty when the node does not have the image. */
  Optional<Image> imageStatus(ImageSpec image);

  /**
   * Pulls the image if it is not there yet; the runtime itself gives up when a pull stands still.
   *
   * @param auth {@link AuthConfig#getDefaultInstance()} for anonymous
   * @return the reference under which the runtime knows the image
   */
  String pullImage(ImageSpec image, AuthConfig auth);

  void removeImage(ImageSpec image);

  ImageFsInfoResponse imageFsInfo();
}
