using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Factory.Engine.Diagnostics;
using Factory.Engine.Reminders;
using Factory.Engine.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Hosting;

/// <summary>The embedded host of grains. The generic host starts and stops it; tests may do so by hand.</summary>
public sealed class GrainEngine
{
    private readonly ActivationHost _host;
    private readonly CallRouter _router;
    private readonly ActivationDirectory _directory;
    private readonly GrainCatalog _catalog;
    private readonly ReminderService _reminders;
    private readonly StreamHubs _streams;
    private IdleCollector? _collector;

    /// <summary>Takes its parts from services that <c>AddEmbeddedEngine</c> registered; they are not for others.</summary>
    public GrainEngine(IServiceProvider services)
    {
        _host = services.GetRequiredService<ActivationHost>();
        _router = services.GetRequiredService<CallRouter>();
        _directory = services.GetRequiredService<ActivationDirectory>();
        _catalog = services.GetRequiredService<GrainCatalog>();
        _reminders = services.GetRequiredService<ReminderService>();
        _streams = services.GetRequiredService<StreamHubs>();
    }

    /// <summary>Loads reminders and takes calls.</summary>
    /// <exception cref="InvalidOperationException">The options are not usable; the message names all problems.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var problems = _host.Options.Problems().ToArray();
        if (problems.Length > 0)
        {
            throw new InvalidOperationException($"The engine's options are not usable: {string.Join(" ", problems)}");
        }

        _host.IncomingFilters = [.. _host.Services.GetServices<IIncomingGrainCallFilter>()];
        _router.OutgoingFilters = [.. _host.Services.GetServices<IOutgoingGrainCallFilter>()];
        _host.StartedAt = _host.Time.GetUtcNow();
        _router.MayActivate = true;
        _router.IsOpen = true;
        _streams.Start();
        await _reminders.StartAsync(cancellationToken).ConfigureAwait(false);
        _collector = new IdleCollector(_host);
        _collector.Start();
        _host.Log.Started(_host.Options.SiloName, _catalog.Classes.Count(), _reminders.Count);
    }

    /// <summary>Refuses calls from outside, lets grains finish theirs, and deactivates all; stops waiting after <see cref="EngineOptions.StopTimeout"/>.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        _router.IsOpen = false;
        _collector?.Dispose();
        _reminders.Stop();
        _streams.Stop();
        try
        {
            await DeactivateAllAsync().WaitAsync(_host.Options.StopTimeout, _host.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            GiveUp(_directory.All());
        }

        _host.Timeouts.Stop();
        _router.MayActivate = false;
        _host.Log.Stopped(_host.Options.SiloName);
    }

    /// <summary>Again and again: grains that are finishing may call, and so wake, others.</summary>
    private async Task DeactivateAllAsync()
    {
        while (_directory.All() is { Count: > 0 } activations)
        {
            foreach (var activation in activations)
            {
                activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The engine is stopping."));
            }

            await Task.WhenAll(activations.Select(activation => activation.Deactivated)).ConfigureAwait(false);
        }
    }

    private void GiveUp(IReadOnlyList<Activation> activations)
    {
        if (activations.Count > 0)
        {
            _host.Log.GrainsDidNotEnd(activations.Count, activations[0].GrainId);
        }

        foreach (var activation in activations)
        {
            activation.GiveUp();
        }
    }
}
