using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that has reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. Delivery is at least once, so handlers are idempotent.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
