using System.Net.Sockets;
using System.Text;
using Factory.Deployments.Local;

namespace Factory.Deployments.Tests.Local;

/// <summary>What a program puts in the place of its socket, and what the silo reaches through it.</summary>
public sealed class ProductSocketTests : IDisposable
{
    private readonly ProductSocket _socket = new(new RecordedFolders());
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("factory-t-");
    private readonly Socket _foreign = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ProductSocketTests()
    {
        _foreign.Bind(new UnixDomainSocketEndPoint(ForeignPath));
        _foreign.Listen();
    }

    private string ForeignPath => Path.Combine(_outside.FullName, "foreign.sock");

    public void Dispose()
    {
        _foreign.Dispose();
        _socket.Dispose();
        _outside.Delete(recursive: true);
    }

    [Fact]
    public async Task ConnectAsync_ProgramListens_Connects()
    {
        using var program = Listen(_socket.Path);

        await using var client = await _socket.ConnectAsync(default);
        using var accepted = await program.AcceptAsync();
        await client.WriteAsync("hello"u8.ToArray());

        var buffer = new byte[5];
        (await accepted.ReceiveAsync(buffer)).ShouldBe(5);
        Encoding.ASCII.GetString(buffer).ShouldBe("hello");
    }

    [Fact]
    public async Task ConnectAsync_LinkToAForeignSocket_DoesNotConnect()
    {
        File.CreateSymbolicLink(_socket.Path, ForeignPath);
        using (var control = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await control.ConnectAsync(new UnixDomainSocketEndPoint(_socket.Path));
            (await _foreign.AcceptAsync()).Dispose();
        }

        await Should.ThrowAsync<IOException>(async () => await _socket.ConnectAsync(default));

        // Not merely closed after it was made: nothing waits to be accepted.
        _foreign.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("dangling link")]
    [InlineData("link to a folder")]
    public async Task ConnectAsync_NoSocket_Fails(string what)
    {
        _ = what switch
        {
            "file" => (object)File.WriteAllTextAsync(_socket.Path, "x"),
            "folder" => Directory.CreateDirectory(_socket.Path),
            "dangling link" => File.CreateSymbolicLink(_socket.Path, "/nowhere"),
            "link to a folder" => File.CreateSymbolicLink(_socket.Path, _outside.FullName),
            _ => _socket,
        };

        await Should.ThrowAsync<IOException>(async () => await _socket.ConnectAsync(default));
    }

    [Fact]
    public async Task ConnectAsync_FolderReplacedByALink_StaysInTheOriginal()
    {
        using var program = Listen(_socket.Path);
        var moved = _outside.FullName + "/moved";
        Directory.Move(_socket.Folder.FullName, moved);
        File.CreateSymbolicLink(_socket.Folder.FullName, _outside.FullName);
        using var trap = Listen(Path.Combine(_outside.FullName, "app.sock"));

        await using var client = await _socket.ConnectAsync(default);

        program.Poll(0, SelectMode.SelectRead).ShouldBeTrue();
        trap.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
        File.Delete(_socket.Folder.FullName);
        Directory.Move(moved, _socket.Folder.FullName);
    }

    [Fact]
    public async Task ConnectAsync_NobodyListens_Fails()
    {
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(_socket.Path));

        await Should.ThrowAsync<SocketException>(async () => await _socket.ConnectAsync(default));
    }

    [Fact]
    public void Dispose_FolderIsGone_DoesNothing()
    {
        var socket = new ProductSocket(new RecordedFolders());
        socket.Folder.Delete();

        Should.NotThrow(socket.Dispose);
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }
}
