package dev.quarterdeck.cri.sim;

import dev.quarterdeck.proto.cri.v1.FilesystemIdentifier;
import dev.quarterdeck.proto.cri.v1.FilesystemUsage;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoRequest;
import dev.quarterdeck.proto.cri.v1.ImageFsInfoResponse;
import dev.quarterdeck.proto.cri.v1.ImageServiceGrpc.ImageServiceImplBase;
import dev.quarterdeck.proto.cri.v1.ImageStatusRequest;
import dev.quarterdeck.proto.cri.v1.ImageStatusResponse;
import dev.quarterdeck.proto.cri.v1.ListImagesRequest;
import dev.quarterdeck.proto.cri.v1.ListImagesResponse;
import dev.quarterdeck.proto.cri.v1.PullImageRequest;
import dev.quarterdeck.proto.cri.v1.PullImageResponse;
import dev.quarterdeck.proto.cri.v1.RemoveImageRequest;
import dev.quarterdeck.proto.cri.v1.RemoveImageResponse;
import dev.quarterdeck.proto.cri.v1.UInt64Value;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** CRI's {@code ImageService} over {@link SimImages}. */
final class SimImageService extends ImageServiceImplBase {

  private final SimImages images;
  private final SimOptions options;

  SimImageService(SimImages images, SimOptions options) {
    this.images = images;
    this.options = options;
  }

  @Override
  public void listImages(ListImagesRequest request, StreamObserver<ListImagesResponse> observer) {
    SimulatedReplies.reply(
        observer, () -> ListImagesResponse.newBuilder().addAllImages(matching(request)).build());
  }

  private List<Image> matching(ListImagesRequest request) {
    var spec = request.getFilter().getImage();
    return spec.getImage().isEmpty()
        ? images.all()
        : images.find(spec).map(SimImage::listed).stream().toList();
  }

  @Override
  public void imageStatus(
      ImageStatusRequest request, StreamObserver<ImageStatusResponse> observer) {
    SimulatedReplies.reply(
        observer,
        () -> {
          var response = ImageStatusResponse.newBuilder();
          images.find(request.getImage()).ifPresent(image -> response.setImage(image.listed()));
          return response.build();
        });
  }

  @Override
  public void pullImage(PullImageRequest request, StreamObserver<PullImageResponse> observer) {
    SimulatedReplies.reply(
        observer,
        () -> PullImageResponse.newBuilder().setImageRef(images.pull(request.getImage())).build());
  }

  @Override
  public void removeImage(
      RemoveImageRequest request, StreamObserver<RemoveImageResponse> observer) {
    SimulatedReplies.reply(
        observer,
        () -> {
          images.remove(request.getImage());
          return RemoveImageResponse.getDefaultInstance();
        });
  }

  @Override
  public void imageFsInfo(
      ImageFsInfoRequest request, StreamObserver<ImageFsInfoResponse> observer) {
    SimulatedReplies.reply(
        observer,
        () -> {
          var used = images.all().stream().mapToLong(Image::getSize).sum();
          return ImageFsInfoResponse.newBuilder()
              .addImageFilesystems(
                  FilesystemUsage.newBuilder()
                      .setTimestamp(options.time().instant().toEpochMilli() * 1_000_000)
                      .setFsId(FilesystemIdentifier.newBuilder().setMountpoint("/"))
                      .setUsedBytes(UInt64Value.newBuilder().setValue(used)))
              .build();
        });
  }
}
