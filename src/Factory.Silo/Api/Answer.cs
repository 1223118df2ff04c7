using System.Reflection;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Factory.Silo.Api;

/// <summary>The answer of an endpoint: a view, or why not. It also tells the OpenAPI document what it can be.</summary>
/// <typeparam name="T">The view.</typeparam>
internal sealed class Answer<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;
    private readonly string? _location;

    private Answer(T? value, Problem? problem, string? location = null)
    {
        _value = value;
        _problem = problem;
        _location = location;
    }

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Problem problem) => new(null, problem);

    public static implicit operator Answer<T>(Reply<T> reply) => new(reply.Value, reply.Problem);

    public static Answer<T> Of(T value) => new(value, null);

    /// <summary>201 with the address of what was made.</summary>
    public static Answer<T> Created(string location, T value) => new(value, null, location);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        foreach (var status in (ReadOnlySpan<int>)[400, 401, 404, 409])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), [Problems.MediaType]));
        }
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (_problem is not null)
        {
            return Problems.WriteAsync(httpContext, _problem);
        }

        if (_location is not null)
        {
            httpContext.Response.StatusCode = StatusCodes.Status201Created;
            httpContext.Response.Headers.Location = _location;
        }

        return httpContext.Response.WriteAsJsonAsync(_value!, FactoryJson.Options, "application/json; charset=utf-8", httpContext.RequestAborted);
    }
}
