package dev.quarterdeck.cri.sim;

import dev.quarterdeck.cri.CriFault;
import dev.quarterdeck.model.time.Time;
import dev.quarterdeck.proto.cri.v1.Image;
import dev.quarterdeck.proto.cri.v1.ImageSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The images that a simulated node has pulled. */
final class SimImages {

  private final Map<String, SimImage> byName = new ConcurrentHashMap<>();
  private final Duration pullCost;
  private final Time time;

  SimImages(Duration pullCost, Time time) {
    this.pullCost = pullCost;
    this.time = time;
  }

  List<Image> all() {
    return byName.values().stream().map(SimImage::listed).toList();
  }

  Optional<SimImage> find(ImageSpec spec) {
    var wanted = spec.getImage();
    return byName.values().stream()
        .filter(image -> image.id().equals(wanted) || image.digest().equals(wanted))
        .findFirst()
        .or(() -> Optional.ofNullable(byName.get(SimImage.fullName(wanted))));
  }

  SimImage required(ImageSpec spec) {
    return find(spec)
        .orElseThrow(
            () ->
                new CriFault.NotFound(
                    "failed to resolve image \"%s\": not found".formatted(spec.getImage())));
  }

  String pull(ImageSpec spec) throws InterruptedException {
    var image = SimImage.named(spec.getImage());
    if (!image.reachable()) {
      throw new CriFault.Failed(
          "failed to pull and unpack image \"%s\": no such host".formatted(image.name()));
    }
    if (!byName.containsKey(image.name())) {
      time.sleep(pullCost);
      byName.put(image.name(), image);
    }
    return image.id();
  }

  void remove(ImageSpec spec) {
    find(spec).ifPresent(image -> byName.values().removeIf(o -> o.id().equals(image.id())));
  }
}
