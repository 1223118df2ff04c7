using System.Net.Sockets;
using System.Text;
using Factory.Domain.Sandbox;
using Factory.Sandbox.Files;
using Microsoft.Win32.SafeHandles;

namespace Factory.Deployments.Local;

/// <summary>
/// The Unix socket on which a program is expected to listen, in a folder that the program can write to. What stands
/// there in its place is never followed: a link could lead to any socket of the machine, for example that of a container
/// engine.
/// </summary>
internal sealed class ProductSocket : IDisposable
{
    private const string Name = "app.sock";
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    private readonly ITemporaryFolders _folders;
    private readonly SafeFileHandle _folder;

    /// <summary>Creates the folder of a socket. Every start of a program gets one of its own, in which nothing is left
    /// of an earlier one.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public ProductSocket(ITemporaryFolders folders)
    {
        // The path of a Unix socket has at most 107 bytes, and that of a data folder may be longer, so a temporary
        // folder is used. The folder is mounted, not the socket, and only this user can enter it.
        _folders = folders;
        Folder = folders.Create();
        _folder = LinuxFiles.OpenReference(null, Encoding.UTF8.GetBytes(Folder.FullName));
    }

    /// <summary>The folder.</summary>
    public DirectoryInfo Folder { get; }

    /// <summary>The path that the program is given.</summary>
    public string Path => System.IO.Path.Combine(Folder.FullName, Name);

    /// <summary>Connects to the program.</summary>
    /// <exception cref="IOException">There is something else than a socket of the program.</exception>
    /// <exception cref="SocketException">Nothing listens.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        // The reference belongs to what was examined, whatever takes its name a moment later, and connecting through
        // /proc leads to just that.
        using var socket = LinuxFiles.OpenReference(_folder, Encoding.UTF8.GetBytes(Name));
        if (socket.IsInvalid || LinuxFiles.StatusOf(socket) is not { IsSocket: true })
        {
            throw new IOException("The product does not listen on its socket.");
        }

        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await client.ConnectAsync(new UnixDomainSocketEndPoint(LinuxFiles.PathOf(socket)), cancellationToken);
            EnsureOwn(client);
            return new NetworkStream(client, ownsSocket: true);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the folder with everything that the program left in it.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">An entry belongs to another user.</exception>
    public void Dispose()
    {
        _folder.Dispose();
        if (Folder.Exists)
        {
            _folders.Delete(Folder);
        }
    }

    // struct ucred: process, user, group.
    private static void EnsureOwn(Socket client)
    {
        Span<byte> credentials = stackalloc byte[12];
        client.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        if (BitConverter.ToUInt32(credentials[4..]) != LinuxFiles.CurrentUser())
        {
            throw new IOException("The product's socket belongs to another user.");
        }
    }
}
