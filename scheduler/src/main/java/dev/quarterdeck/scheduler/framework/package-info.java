/**
 * The contract between the scheduler and its plugins: the extension points of <a
 * href="https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/">Kubernetes'
 * scheduling framework</a>. A plugin implements {@link dev.quarterdeck.scheduler.framework.Plugin}
 * through one or more of the interfaces here and keeps what it computes for one pod in the {@link
 * dev.quarterdeck.scheduler.framework.CycleState}. Up to Score, plugins are pure: they decide on an
 * immutable {@link dev.quarterdeck.scheduler.snapshot.Snapshot}.
 *
 * <p>A plugin that fails throws; the scheduler turns the exception into the status {@link
 * dev.quarterdeck.scheduler.framework.Status.Error} and tries the pod again after a back-off.
 */
package dev.quarterdeck.scheduler.framework;
