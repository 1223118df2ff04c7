using Factory.Engine.Calls;
using Orleans.Runtime;

namespace Factory.Engine.Reminders;

/// <summary>A tick of a reminder, as a call of its grain.</summary>
internal sealed class ReminderTick(string name, TickStatus status) : GrainTaskCall
{
    private static readonly GrainMethod Tick =
        new(typeof(IRemindable), nameof(IRemindable.ReceiveReminder), [typeof(string), typeof(TickStatus)]);

    public override GrainMethod Method => Tick;

    public override int ArgumentCount => 2;

    public override object? GetArgument(int index) => index switch { 0 => name, 1 => status, _ => base.GetArgument(index) };

    protected override Task Invoke(object grain) => ((IRemindable)grain).ReceiveReminder(name, status);
}
