using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Factory.Silo.Mcp;

/// <summary>Marks the connections that come from a sandbox, through the socket of <see cref="AttemptServer"/>.</summary>
internal sealed class AttemptConnection
{
    private static readonly AttemptConnection Mark = new();

    /// <summary>Listens on the socket.</summary>
    public static void Listen(KestrelServerOptions kestrel, string socketPath) =>
        kestrel.ListenUnixSocket(socketPath, listen => listen.Use(next => connection =>
        {
            connection.Features.Set(Mark);
            return next(connection);
        }));

    /// <summary>True for a request from a sandbox.</summary>
    public static bool Is(HttpContext context) => context.Features.Get<AttemptConnection>() is not null;
}
