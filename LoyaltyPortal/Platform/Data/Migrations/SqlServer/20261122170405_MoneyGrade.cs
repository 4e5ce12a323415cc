using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MoneyGrade : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "Purchases",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyNet",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyReturnedNet",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LotSequence",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "Purchases",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "Purchases",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "RateBillionths",
                table: "Purchases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Currency",
                table: "PurchaseReturns",
                type: "nvarchar(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CurrencyNet",
                table: "PurchaseReturns",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseReturns",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturns",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "EntryAccountId",
                table: "PurchaseReturnLines",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRestored",
                table: "PurchaseReturnLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "PaidWithPoints",
                table: "PurchaseLines",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "PointsRedeemed",
                table: "PurchaseLines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "OpenFrom",
                table: "PointsAccounts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "MergedInto",
                table: "Members",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsUsedUp",
                table: "Lots",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "AvailableFrom",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "EarnedAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExpiresAt",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ExtendsTo",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "GraceUntil",
                table: "LedgerEntries",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefersTo",
                table: "LedgerEntries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "PointsAdjustments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    ReasonCode = table.Column<int>(type: "int", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    AskedBy = table.Column<long>(type: "bigint", nullable: true),
                    AskedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    DecidedBy = table.Column<long>(type: "bigint", nullable: true),
                    DecidedByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    EntrySequence = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PointsAdjustments", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines",
                column: "PurchaseId");

            migrationBuilder.CreateIndex(
                name: "IX_Members_MergedInto",
                table: "Members",
                column: "MergedInto");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MemberId",
                table: "PointsAdjustments",
                column: "MemberId");

            migrationBuilder.CreateIndex(
                name: "IX_PointsAdjustments_MerchantId_State_AskedAt",
                table: "PointsAdjustments",
                columns: new[] { "MerchantId", "State", "AskedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PointsAdjustments");

            migrationBuilder.DropIndex(
                name: "IX_PurchaseReturnLines_PurchaseId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropIndex(
                name: "IX_Members_MergedInto",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "CurrencyReturnedNet",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "LotSequence",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "RateBillionths",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "Currency",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "CurrencyNet",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturns");

            migrationBuilder.DropColumn(
                name: "EntryAccountId",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PointsRestored",
                table: "PurchaseReturnLines");

            migrationBuilder.DropColumn(
                name: "PaidWithPoints",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "PointsRedeemed",
                table: "PurchaseLines");

            migrationBuilder.DropColumn(
                name: "OpenFrom",
                table: "PointsAccounts");

            migrationBuilder.DropColumn(
                name: "MergedInto",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "IsUsedUp",
                table: "Lots");

            migrationBuilder.DropColumn(
                name: "AvailableFrom",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "EarnedAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "ExtendsTo",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "GraceUntil",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RefersTo",
                table: "LedgerEntries");
        }
    }
}
