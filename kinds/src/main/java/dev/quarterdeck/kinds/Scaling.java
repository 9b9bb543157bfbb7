package dev.quarterdeck.kinds;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a kind's objects are seen as autoscaling/v1 Scales. */
public interface Scaling {

  /** Kinds with spec.replicas, status.replicas and spec.selector. */
  Scaling WORKLOAD =
      new Scaling() {
        @Override
        public ObjectNode read(ObjectNode object) {
          return ScaleMapping.read(object);
        }

        @Override
        public ObjectNode write(ObjectNode object, ObjectNode scale) {
          return ScaleMapping.write(object, scale);
        }
      };

  /**
   * The object seen as a Scale.
   *
   * @throws dev.quarterdeck.model.ApiFault 400 when it has no replicas
   */
  ObjectNode read(ObjectNode object);

  /**
   * The object seen as a Scale that a write is to change. Unlike {@link #read} it is there even
   * when the object has no replicas: {@link #write} then wants them given.
   */
  default ObjectNode readToChange(ObjectNode object) {
    return read(object);
  }

  /**
   * The object with the Scale's spec.replicas (a changed copy).
   *
   * @throws dev.quarterdeck.model.ApiFault 422 when replicas is negative; 400 when neither the
   *     object nor the Scale has any
   */
  ObjectNode write(ObjectNode object, ObjectNode scale);
}
