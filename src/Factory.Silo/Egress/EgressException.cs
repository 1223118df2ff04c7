using Microsoft.AspNetCore.Http;

namespace Factory.Silo.Egress;

/// <summary>A request that the proxy does not carry out.</summary>
/// <param name="status">The status of the response.</param>
/// <param name="message">What the agent reads.</param>
internal sealed class EgressException(int status, string message) : Exception(message)
{
    /// <summary>The status of the response.</summary>
    public int Status => status;

    /// <summary>It is not allowed.</summary>
    public static EgressException Refused(string message) => new(StatusCodes.Status403Forbidden, message);

    /// <summary>It is not a valid request.</summary>
    public static EgressException Malformed(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>The host does not answer.</summary>
    public static EgressException Unreachable(string message) => new(StatusCodes.Status502BadGateway, message);

    /// <summary>The first of this type in a chain of causes; null when there is none.</summary>
    public static EgressException? FindIn(Exception? cause)
    {
        while (cause is not null and not EgressException)
        {
            cause = cause.InnerException;
        }

        return cause as EgressException;
    }
}
