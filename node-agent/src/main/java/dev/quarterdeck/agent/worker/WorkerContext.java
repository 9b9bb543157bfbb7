package dev.quarterdeck.agent.worker;

import dev.quarterdeck.agent.hook.LifecycleHooks;
import dev.quarterdeck.agent.image.Images;
import dev.quarterdeck.agent.phase.NodeIdentity;
import dev.quarterdeck.agent.plan.SysctlAllowlist;
import dev.quarterdeck.agent.reference.RuntimeHandlers;
import dev.quarterdeck.agent.report.PodApi;
import dev.quarterdeck.agent.report.PodEvents;
import dev.quarterdeck.agent.report.StatusWriter;
import dev.quarterdeck.agent.runtime.PodCgroups;
import dev.quarterdeck.agent.runtime.PodConfigs;
import dev.quarterdeck.cri.CriRuntime;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Semaphore;

/**
 * What all pod workers of a node share.
 *
 * @param sandboxPermits limits how many sandboxes start at the same time
 */
public record WorkerContext(
    NodeIdentity node,
    CriRuntime runtime,
    RuntimeHandlers runtimeHandlers,
    PodConfigs configs,
    SysctlAllowlist sysctls,
    PodCgroups cgroups,
    Images images,
    PodVolumes volumes,
    ContainerEnvironment environment,
    ContainerProbes probes,
    LifecycleHooks hooks,
    PodEvents events,
    PodApi api,
    StatusWriter statuses,
    Semaphore sandboxPermits,
    Time time,
    MeterRegistry meters) {}
