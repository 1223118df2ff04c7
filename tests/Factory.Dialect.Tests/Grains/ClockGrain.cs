using Factory.TestKit.Grains;

namespace Factory.Dialect.Tests.Grains;

public sealed class ClockGrain(Signals signals) : Grain, IClockGrain, IRemindable
{
    private IGrainTimer? _timer;
    private int _ticks;
    private int _reminded;

    public Task Start(TimeSpan due, TimeSpan period, bool keepAlive = false, bool fails = false)
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                _ticks++;
                signals.Set($"tick {this.GetPrimaryKeyString()} {_ticks}");
                return fails ? throw new NotSupportedException() : Task.CompletedTask;
            },
            new GrainTimerCreationOptions(due, period) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Set($"deactivated {this.GetPrimaryKeyString()}");
        return Task.CompletedTask;
    }

    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task Forget(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<string[]> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task<int> Reminded() => Task.FromResult(_reminded);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _reminded++;
        signals.Set($"reminded {this.GetPrimaryKeyString()}");
        signals.Note($"{reminderName} at {status.CurrentTickTime:HH:mm}");
        return Task.CompletedTask;
    }
}
