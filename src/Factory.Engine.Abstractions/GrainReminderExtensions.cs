using Factory.Engine.Activations;
using Orleans.Runtime;

namespace Orleans;

/// <summary>Reminders: timers that survive the activation and the process.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Creates the reminder, or changes its times.</summary>
    /// <exception cref="ArgumentException">The period is shorter than the host allows (1 minute).</exception>
    /// <exception cref="InvalidOperationException">The grain is not <see cref="IRemindable"/>.</exception>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        RegisterOrUpdateReminder((IGrainBase)grain, reminderName, dueTime, period);

    /// <inheritdoc cref="RegisterOrUpdateReminder(Grain, string, TimeSpan, TimeSpan)"/>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        if (grain is not IRemindable)
        {
            throw new InvalidOperationException($"{grain.GrainContext.GrainId} must implement {nameof(IRemindable)} to have reminders.");
        }

        return ActivationOf(grain).RegisterReminder(reminderName, dueTime, period);
    }

    /// <summary>Removes the reminder; unknown ones are ignored.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => UnregisterReminder((IGrainBase)grain, reminder);

    /// <inheritdoc cref="UnregisterReminder(Grain, IGrainReminder)"/>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        return ActivationOf(grain).UnregisterReminder(reminder);
    }

    /// <summary>The reminder of that name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => GetReminder((IGrainBase)grain, reminderName);

    /// <inheritdoc cref="GetReminder(Grain, string)"/>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reminderName);
        return ActivationOf(grain).GetReminder(reminderName);
    }

    /// <summary>All reminders of this grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => GetReminders((IGrainBase)grain);

    /// <inheritdoc cref="GetReminders(Grain)"/>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => ActivationOf(grain).GetReminders();

    private static IActivation ActivationOf(IGrainBase grain) => ActivationScope.Of(grain.GrainContext);
}
