package dev.quarterdeck.apiserver.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.apiserver.request.RequestInfo.OfResource;
import dev.quarterdeck.model.Json;

/** What a connection is to be like, as the object that admission plugins see of it. */
final class ConnectOptions {

  private ConnectOptions() {}

  static ObjectNode of(OfResource asked, NamedValues query) {
    var options = Json.object().put("kind", kind(asked)).put("apiVersion", "v1");
    switch (asked.path().subresource()) {
      case "exec" -> {
        streams(options, query);
        query.all("command").forEach(options.putArray("command")::add);
      }
      case "attach" -> streams(options, query);
      case "portforward" -> ports(options, query);
      default -> options.put("path", path(asked));
    }
    return options;
  }

  private static String kind(OfResource asked) {
    var of =
        switch (asked.path().resource().resource()) {
          case "services" -> "Service";
          case "nodes" -> "Node";
          default -> "Pod";
        };
    var what =
        switch (asked.path().subresource()) {
          case "exec" -> "Exec";
          case "attach" -> "Attach";
          case "portforward" -> "PortForward";
          default -> "Proxy";
        };
    return of + what + "Options";
  }

  private static void streams(ObjectNode options, NamedValues query) {
    for (var stream : new String[] {"stdin", "stdout", "stderr", "tty"}) {
      if (query.flag(stream)) {
        options.put(stream, true);
      }
    }
    if (query.has("container")) {
      options.put("container", query.text("container"));
    }
  }

  private static void ports(ObjectNode options, NamedValues query) {
    var ports = Json.array();
    for (var list : query.all("ports")) {
      for (var port : list.split(",")) {
        if (port.matches("[0-9]{1,5}")) { // Anything else is for the agent to refuse.
          ports.add(Integer.parseInt(port));
        }
      }
    }
    if (!ports.isEmpty()) {
      options.set("ports", ports);
    }
  }

  private static String path(OfResource asked) {
    var rest = asked.path().rest();
    return asked.url().endsWith("/") && !rest.endsWith("/") ? rest + "/" : rest;
  }
}
