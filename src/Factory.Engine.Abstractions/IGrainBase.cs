using Orleans.Runtime;

namespace Orleans;

/// <summary>What the host needs of every grain class; <see cref="Grain"/> is the usual way to have it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this object is the body of.</summary>
    IGrainContext GrainContext { get; }

    /// <inheritdoc cref="Grain.OnActivateAsync"/>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <inheritdoc cref="Grain.OnDeactivateAsync"/>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
