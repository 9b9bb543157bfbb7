package dev.quarterdeck.cri;

import dev.quarterdeck.proto.cri.v1.AuthConfig;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoRequest;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoResponse;
import dev.quarterdeck.proto.cri.v1.ImageServiceGrpc;
import dev.quarterdeck.proto.cri.v1.ImageServiceGrpc.ImageServiceBlockingStub;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import dev.quarterdeck.proto.cri.v1.ImageStatusRequest;
import dev.quarterdeck.proto.cri.v1.ListImagesRequest;
import dev.quarterdeck.proto.cri.v1.PullImageRequest;
import dev.quarterdeck.proto.cri.v1.RemoveImageRequest;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@link CriImages} over the generated stub. */
final class GrpcImages implements CriImages {

  private final CriConnection connection;
  private final ImageServiceBlockingStub stub;
  private final CriDeadlines deadlines;

  GrpcImages(CriConnection connection, Channel channel, CriDeadlines deadlines) {
    this.connection = connection;
    this.stub = ImageServiceGrpc.newBlockingStub(channel);
    this.deadlines = deadlines;
  }

  private <T> T call(
      String verb, Duration deadline, Function<ImageServiceBlockingStub, T> invocation) {
    return connection.call(verb, stub, deadline, invocation);
  }

  @Override
  public List<Image> listImages() {
    return call(
            "ListImages",
            deadlines.read(),
            s -> s.listImages(ListImagesRequest.newBuilder().build()))
        .getImagesList();
  }

  @Override
  public Optional<Image> imageStatus(ImageSpec image) {
    var request = ImageStatusRequest.newBuilder().setImage(image).build();
    var response = call("ImageStatus", deadlines.read(), s -> s.imageStatus(request));
    return response.hasImage() ? Optional.of(response.getImage()) : Optional.empty();
  }

  @Override
  public String pullImage(ImageSpec image, AuthConfig auth) {
    var request = PullImageRequest.newBuilder().setImage(image);
    if (!auth.equals(AuthConfig.getDefaultInstance())) {
      request.setAuth(auth);
    }
    return call("PullImage", deadlines.pull(), s -> s.pullImage(request.build())).getImageRef();
  }

  @Override
  public void removeImage(ImageSpec image) {
    var request = RemoveImageRequest.newBuilder().setImage(image).build();
    call("RemoveImage", deadlines.change(), s -> s.removeImage(request));
  }

  @Override
  public ImageFsInfoResponse imageFsInfo() {
    var request = ImageFsInfoRequest.getDefaultInstance();
    return call("ImageFsInfo", deadlines.read(), s -> s.imageFsInfo(request));
  }
}
