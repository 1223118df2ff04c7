using System.Reflection;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Factory.Silo.Api;

/// <summary>
/// The result of an endpoint: a view or a problem. It describes the view for the OpenAPI document;
/// <see cref="EndpointErrors"/> describes the problems.
/// </summary>
/// <typeparam name="T">The view.</typeparam>
internal sealed class ApiResult<T> : IResult, IEndpointMetadataProvider
    where T : class
{
    private readonly IResult _result;

    private ApiResult(IResult result) => _result = result;

    public static implicit operator ApiResult<T>(T value) => Ok(value);

    public static implicit operator ApiResult<T>(Problem problem) => new(Problems.ToResult(problem));

    public static implicit operator ApiResult<T>(Result<T> reply) => reply.Problem is { } problem ? problem : Ok(reply.Value!);

    public static ApiResult<T> Ok(T value) => new(TypedResults.Ok(value));

    /// <summary>201 with the address of the created resource.</summary>
    public static ApiResult<T> Created(string location, T value) => new(TypedResults.Created(location, value));

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
    }

    public Task ExecuteAsync(HttpContext httpContext) => _result.ExecuteAsync(httpContext);
}
