using Factory.Contracts.Kev;
using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Kev;

namespace Factory.Silo.Kev;

/// <summary>
/// Stops every attempt at once, without waiting for a grain, and then tells the supervisor. When the supervisor cannot be
/// reached or cannot write its pause, the stop is repeated until it has succeeded or the operator resumes: without the pause
/// it would start the tasks again.
/// </summary>
internal sealed partial class EmergencyStop(IGrainFactory grains, IAttemptRunner attempts, TimeProvider time, ILogger<EmergencyStop> log)
    : BackgroundService
{
    /// <value>The time between two tries.</value>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private const string Reason = "the operator stopped everything";

    private readonly SemaphoreSlim _requested = new(0);
    private volatile bool _isPending;

    /// <summary>Stops everything.</summary>
    /// <exception cref="Exception">The supervisor's failure; the attempts are stopped, and the rest is repeated.</exception>
    public async Task<KevStatus> StopAllAsync()
    {
        _isPending = true;
        attempts.CancelAll(Reason);
        try
        {
            var status = await Kev().StopAll();
            _isPending = false;
            return status;
        }
        catch (Exception e)
        {
            LogRepeated(e);
            _requested.Release();
            throw;
        }
    }

    /// <summary>Ends a stop or a pause.</summary>
    public Task<KevStatus> ResumeAsync()
    {
        _isPending = false;
        return Kev().Resume();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _requested.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _requested.WaitAsync(stoppingToken);
            while (_isPending)
            {
                await Task.Delay(RetryInterval, time, stoppingToken);
                await TryAgainAsync();
            }
        }
    }

    private async Task TryAgainAsync()
    {
        if (!_isPending)
        {
            return;
        }

        // Again: the supervisor may have started attempts meanwhile.
        attempts.CancelAll(Reason);
        try
        {
            await Kev().StopAll();
            _isPending = false;
        }
        catch (Exception e)
        {
            LogRepeated(e);
        }
    }

    private IKevGrain Kev() => grains.GetGrain<IKevGrain>(IKevGrain.Key);
}
