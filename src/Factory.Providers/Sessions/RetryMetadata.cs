namespace Factory.Providers.Sessions;

/// <summary>
/// What a wire knows about a failed call beside its error: that it cannot have cost anything, because the server refused it or was never
/// reached (without this mark it costs its reservation: the answer may have been made and paid for), and how long the server asks to wait.
/// </summary>
internal static class RetryMetadata
{
    private const string Key = "Factory.NothingGenerated";
    private const string WaitKey = "Factory.RetryAfter";

    public static T NothingGenerated<T>(T exception)
        where T : Exception
    {
        exception.Data[Key] = true;
        return exception;
    }

    public static bool IsNothingGenerated(Exception exception) => exception.Data[Key] is true;

    public static void AskedToWait(Exception exception, TimeSpan wait) => exception.Data[WaitKey] = wait;

    /// <summary>How long the server asked to wait; null when it did not say.</summary>
    public static TimeSpan? WaitOf(Exception exception) => exception.Data[WaitKey] as TimeSpan?;
}
