namespace Factory.Models.Sessions;

/// <summary>
/// How a provider tells the meter that a failed call cannot have cost anything: the server refused it, or was never reached. Without this
/// mark a failed call costs its reservation, because the answer may have been made and paid for.
/// </summary>
internal static class CallOutcome
{
    private const string Key = "Factory.NothingGenerated";

    public static T NothingGenerated<T>(T exception)
        where T : Exception
    {
        exception.Data[Key] = true;
        return exception;
    }

    public static bool IsNothingGenerated(Exception exception) => exception.Data[Key] is true;
}
