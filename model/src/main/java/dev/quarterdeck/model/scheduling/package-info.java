/**
 * The rules by which pods are matched with nodes and by which their resources are counted, on typed
 * objects: tolerations, node affinity, requests and limits, quality of service. Whoever needs one
 * of them (scheduler, controllers, node agent) uses it from here. Pure functions.
 */
package dev.quarterdeck.model.scheduling;
