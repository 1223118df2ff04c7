using Factory.Engine.Activations;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Base of grain classes. One object serves one identity, one turn at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    protected Grain() : this(ActivationScope.Current!) { }

    /// <summary>For tests that build a grain by hand; the host uses the parameterless constructor.</summary>
    protected Grain(IGrainContext grainContext, IGrainRuntime? grainRuntime = null)
    {
        GrainContext = grainContext;
        Runtime = grainRuntime ?? (grainContext as IActivation)?.Runtime;
    }

    /// <summary>The activation that this object is the body of.</summary>
    public IGrainContext GrainContext { get; }

    /// <summary>A reference to this grain that may be given to others.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain's identity in words, <c>type/key</c>.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>Which silo runs this activation.</summary>
    public string RuntimeIdentity => Runtime?.SiloIdentity ?? string.Empty;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => RequireRuntime().GrainFactory;

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    internal IGrainRuntime? Runtime { get; }

    /// <summary>Runs before the first call, in a turn of its own. Throwing fails that call and drops the activation.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call; it does not run when the process dies.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates the grain once the calls that run now have ended; the next call activates it anew.</summary>
    protected void DeactivateOnIdle() => RequireRuntime().DeactivateOnIdle(GrainContext);

    /// <summary>Keeps the idle collector away for at least this long.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => RequireRuntime().DelayDeactivation(GrainContext, timeSpan);

    private IGrainRuntime RequireRuntime() =>
        Runtime ?? throw new InvalidOperationException($"{GetType().Name} was created outside of a host and no runtime was given.");
}
