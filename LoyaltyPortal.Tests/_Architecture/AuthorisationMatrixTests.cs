using System.Security.Claims;
using LoyaltyPortal.Platform.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyPortal.Tests.Architecture;

[Collection(WebTests.Name)]
public sealed class AuthorisationMatrixTests(WebPortal portal)
{
    [Fact]
    public void Every_route_is_in_the_matrix()
    {
        var missing = Routes().Keys.Except(AuthorisationMatrix.Rows.Keys).Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, "Not in AuthorisationMatrix: " + string.Join(", ", missing));
    }

    [Fact]
    public void Every_row_has_its_route()
    {
        var gone = AuthorisationMatrix.Rows.Keys.Except(Routes().Keys).ToList();
        Assert.True(gone.Count == 0, "No such route: " + string.Join(", ", gone));
    }

    [Fact]
    public async Task Everybody_may_open_what_the_matrix_says_and_nothing_else()
    {
        var people = await PeopleAsync();
        var wrong = new List<string>();
        foreach (var (route, endpoints) in Routes())
        {
            if (!AuthorisationMatrix.Rows.TryGetValue(route, out var expected))
                continue;
            foreach (var endpoint in endpoints)
            {
                foreach (var (who, person) in people)
                {
                    var may = await MayAsync(endpoint, person);
                    if (may != expected.HasFlag(who))
                        wrong.Add($"{route}: {who} {(may ? "may" : "may not")}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>Everything that answers, by its pattern; the files of the web root and the framework's own are open to everybody by nature.</summary>
    private Dictionary<string, List<RouteEndpoint>> Routes() => portal.Services.GetServices<EndpointDataSource>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .GroupBy(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
        .Where(route => !route.Key.StartsWith("/_", StringComparison.Ordinal))
        .ToDictionary(route => route.Key, route => route.ToList());

    private async Task<bool> MayAsync(RouteEndpoint endpoint, ClaimsPrincipal person)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return true;
        await using var scope = portal.Services.CreateAsyncScope();
        var policies = scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>();
        var policy = await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
        if (policy is null)
            return true;
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = person };
        context.SetEndpoint(endpoint);
        context.Request.RouteValues["Merchant"] = WebPortal.Demo;
        return (await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(person, context, policy)).Succeeded;
    }

    private async Task<List<(Who Who, ClaimsPrincipal Person)>> PeopleAsync()
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<LoyaltyUser>>();
        var claims = scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<LoyaltyUser>>();
        List<(Who, ClaimsPrincipal)> people = [(Who.Anonymous, new ClaimsPrincipal(new ClaimsIdentity()))];
        foreach (var (who, email) in new[]
        {
            (Who.Stranger, (await portal.PersonAsync()).Email!),
            (Who.Operator, (await portal.PersonAsync(isOperator: true)).Email!),
            (Who.Member, "ada@pagewell.example"),
            (Who.Owner, "owner@pagewell.example"),
            (Who.Manager, "manager@pagewell.example"),
            (Who.Marketer, "marketer@pagewell.example"),
            (Who.Cashier, "cashier@pagewell.example"),
            (Who.Support, "support@pagewell.example"),
        })
            people.Add((who, await claims.CreateAsync((await users.FindByEmailAsync(email))!)));
        return people;
    }
}
