namespace Factory.Engine.Activations;

/// <summary>Ends activations that nobody has used for a while.</summary>
internal sealed class IdleCollector(ActivationHost host) : IDisposable
{
    private ITimer? _timer;

    public void Start()
    {
        var interval = host.Options.CollectionInterval;
        _timer = host.Time.CreateTimer(static collector => ((IdleCollector)collector!).Collect(), this, interval, interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void Collect()
    {
        var looks = (long)Math.Ceiling(host.Options.CollectionAge / host.Options.CollectionInterval);
        var now = host.Idleness.Tick();
        var time = host.Time.GetUtcNow();
        host.Catalog.TurnStatistics();
        foreach (var activation in host.Directory.All())
        {
            // More looks than fit into the age have passed: it was idle for at least the age.
            if (now - activation.LastUse > looks && activation.IsIdle && activation.KeepUntil <= time)
            {
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Idle for {host.Options.CollectionAge}."));
            }
        }
    }
}
