using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Factory.Sandbox.Seccomp;

/// <summary>
/// The filter in a form that a process started by the silo can open: a file in memory, which no folder contains and
/// which is gone with the silo.
/// </summary>
internal sealed class SeccompFilter
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int AllSeals = 1 | 2 | 4 | 8;

    private static readonly Lazy<SeccompFilter?> Current = new(Create);

    private readonly SafeFileHandle _file;

    private SeccompFilter(SafeFileHandle file) => _file = file;

    /// <summary>The filter of this machine; null for a processor whose system calls are not known.</summary>
    public static SeccompFilter? ForThisMachine => Current.Value;

    /// <summary>The path from which a child process reads the program.</summary>
    public string Path =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}");

    private static SeccompFilter? Create()
    {
        if (SeccompProgram.ForThisMachine() is not { } program)
        {
            return null;
        }

        var file = new SafeFileHandle(CreateMemoryFile("factory-seccomp", CloseOnExec | AllowSealing), ownsHandle: true);
        if (file.IsInvalid)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        RandomAccess.Write(file, program, 0);

        // Sealed: without a sandbox, a command of the same user could otherwise open the file and replace the filter.
        _ = Control(file, AddSeals, AllSeals);
        return new SeccompFilter(file);
    }

    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true)]
    private static extern nint CreateMemoryFile([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, int command, int argument);
}
