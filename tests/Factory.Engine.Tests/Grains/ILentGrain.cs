namespace Factory.Engine.Tests.Grains;

/// <summary>Looks at the thread that it was lent.</summary>
public interface ILentGrain : IGrainWithStringKey
{
    Task<LentThread> Look();

    /// <summary>Leaves the thread's context other than it found it.</summary>
    Task MakeAMess();

    Task FailAtOnce();

    /// <summary>Starts a task without naming a scheduler; true when it ran as a turn of the grain.</summary>
    Task<bool> ChildTasksAreTurns();

    /// <summary>Calls that many grains, each from the one before, and none of them awaits anything but the next.</summary>
    Task<int> Deep(int depth);

    Task<string> CallBack(string other);

    Task Note(int number);

    /// <summary>Starts a call of the other grain and leaves it running; without another, waits for the signal.</summary>
    Task Fire(string? other, string signal);

    /// <summary>Waits for the signal, then calls the grain.</summary>
    Task Hold(string caller, string signal);
}
