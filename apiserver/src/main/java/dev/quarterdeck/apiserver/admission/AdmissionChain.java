package dev.quarterdeck.apiserver.admission;

import java.util.List;

/** The plugins in the order they are asked. */
public record AdmissionChain(List<AdmissionPlugin> plugins) {

  public AdmissionChain {
    plugins = List.copyOf(plugins);
  }

  public void mutate(AdmissionRequest request) {
    plugins.forEach(plugin -> plugin.mutate(request));
  }

  public void validate(AdmissionRequest request) {
    plugins.forEach(plugin -> plugin.validate(request));
  }
}
