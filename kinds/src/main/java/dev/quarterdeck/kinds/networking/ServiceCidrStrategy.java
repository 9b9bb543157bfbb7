package dev.quarterdeck.kinds.networking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.Column;
import dev.quarterdeck.kinds.Columns;
import dev.quarterdeck.kinds.KindStrategy;
import dev.quarterdeck.kinds.WriteContext;
import dev.quarterdeck.machinery.Tree;
import dev.quarterdeck.machinery.validation.Addresses;
import dev.quarterdeck.machinery.validation.Field;
import dev.quarterdeck.machinery.validation.Names;
import java.util.List;

/** ServiceCIDR (networking.k8s.io/v1): blocks that Services take their addresses from. */
public final class ServiceCidrStrategy extends KindStrategy {

  public ServiceCidrStrategy() {
    super(Shape.CLUSTER_WITH_STATUS, Names::dns1123Subdomain);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    Tree.child(object, "status");
  }

  @Override
  protected void rules(Field object) {
    var cidrs = object.get("spec", "cidrs");
    if (cidrs.items().isEmpty()) {
      cidrs.required("at least one CIDR required");
      return;
    }
    if (cidrs.items().size() > 2) {
      cidrs.invalid("may only hold up to 2 values");
      return;
    }
    cidrs.items().forEach(cidr -> cidr.invalidFor(Addresses.canonicalCidr(cidr.text())));
    var both = Tree.texts(cidrs.node());
    if (both.size() == 2
        && both.stream().allMatch(Addresses::isCidr)
        && both.get(0).contains(":") == both.get(1).contains(":")) {
      cidrs.invalid(
          "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and"
              + " 2001:db8::/64");
    }
  }

  /** What there is stays; a second family may come to the first. */
  @Override
  protected void updateRules(Field object, ObjectNode old, WriteContext context) {
    var cidrs = object.get("spec", "cidrs");
    var before = Tree.texts(old.at("/spec/cidrs"));
    var grows = before.size() == 1 && cidrs.items().size() == 2;
    if (!grows && before.size() != cidrs.items().size()) {
      cidrs.invalid("field is immutable");
      return;
    }
    for (var i = 0; i < before.size(); i++) {
      cidrs.index(i).unchanged(old.at("/spec/cidrs").path(i));
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Columns.text(
            "CIDRs",
            "The blocks of addresses.",
            (c, now) -> String.join(",", Tree.texts(c.at("/spec/cidrs")))),
        Column.AGE);
  }
}
