using Factory.Contracts.Errors;

namespace Factory.Domain.Health;

/// <summary>Recognizes a full disk behind any exception: files, git and the store write to one folder.</summary>
public static class DiskErrors
{
    // ENOSPC and EDQUOT: .NET puts the number of the operating system's error into HResult on Unix.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL as HRESULTs.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    // Git and other programs report the operating system's text, in English: they are run with LC_ALL=C.
    private const string NoSpaceText = "No space left on device";

    /// <summary>The problem as clients get it.</summary>
    public static Problem DiskFull { get; } = new(
        ErrorCodes.DiskFull,
        "The disk that holds the data folder is full; the work was not carried out.",
        "Free space on it; the factory continues by itself.");

    /// <summary>True when the cause of an exception is a full disk.</summary>
    public static bool IsDiskFull(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull }
                || (cause is FactoryException && cause.Message.Contains(NoSpaceText, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
