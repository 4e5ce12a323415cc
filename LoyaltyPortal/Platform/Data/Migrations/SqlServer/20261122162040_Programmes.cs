using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Programmes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What the merchant's row said of points moves into its published programmes before the columns go.
            migrationBuilder.RenameColumn(
                name: "Rules",
                table: "ProgrammeVersions",
                newName: "Content");

            migrationBuilder.Sql(
                """
                UPDATE v SET v."Content" = CONCAT(N'{"rules":', v."Content", N',"points":{"returnWindowDays":', m."ReturnWindowDays",
                    CASE WHEN m."ValidityMonths" IS NULL THEN N',"expiry":"Never"}}' ELSE CONCAT(N',"expiry":"Rolling","expiryMonths":', m."ValidityMonths", N'}}') END)
                FROM "ProgrammeVersions" AS v INNER JOIN "Merchants" AS m ON m."Id" = v."MerchantId";
                """);

            migrationBuilder.DropColumn(
                name: "ReturnWindowDays",
                table: "Merchants");

            migrationBuilder.DropColumn(
                name: "ValidityMonths",
                table: "Merchants");

            migrationBuilder.AddColumn<string>(
                name: "Brand",
                table: "PurchaseLines",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Kind",
                table: "PurchaseLines",
                type: "int",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<decimal>(
                name: "Tax",
                table: "PurchaseLines",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.CreateTable(
                name: "MemberDays",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Visits = table.Column<long>(type: "bigint", nullable: false),
                    Net = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    PurchasePoints = table.Column<long>(type: "bigint", nullable: false),
                    OtherPoints = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberDays", x => new { x.MemberId, x.Day });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO "MemberDays" ("MemberId", "Day", "MerchantId", "Visits", "Net", "PurchasePoints", "OtherPoints")
                SELECT "MemberId", "Day", "MerchantId", SUM(CASE WHEN "State" = 3 THEN 0 ELSE 1 END), SUM("Net" - "ReturnedNet"), SUM("PointsEarned" - "PointsReversed"), 0
                FROM "Purchases" WHERE "MemberId" IS NOT NULL AND "State" <> 4 GROUP BY "MemberId", "Day", "MerchantId";
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MemberDays");

            migrationBuilder.DropColumn(
                name: "Brand",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "Kind",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "Tax",
                table: "PurchaseLines");

            migrationBuilder.RenameColumn(
                name: "Content",
                table: "ProgrammeVersions",
                newName: "Rules");

            migrationBuilder.AddColumn<int>(
                name: "ReturnWindowDays",
                table: "Merchants",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "ValidityMonths",
                table: "Merchants",
                type: "int",
                nullable: true);
        }
    }
}
